"""Writing: workbooks, application files, papers."""
