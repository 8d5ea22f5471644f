"""The HTTP API: what the pages show, as JSON. A table of endpoints makes the routes, the OpenAPI document and their list."""
