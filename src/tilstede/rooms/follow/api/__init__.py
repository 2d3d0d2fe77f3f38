"""The same as the pages, for programs: JSON under `/api/v1/`, described by OpenAPI (docs/api.md)."""
