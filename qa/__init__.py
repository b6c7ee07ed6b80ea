"""A question becomes an answer: link, plan, look up, retrieve, compose, verify."""
