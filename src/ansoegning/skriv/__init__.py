"""Write workbooks, application files and documents."""
