"""The command line and the Streamlit chat: wiring and drawing only."""
