"""The models: rule pack, application, result. Data only."""
