"""The models: rule pack, application, result. Data only; imports nothing of the rest of the program."""
