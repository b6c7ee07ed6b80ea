"""The domain and its two stores: types, catalogue, gazetteer, facts, passages. Knows neither ingest nor qa."""
