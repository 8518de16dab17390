"""What is kept in the database: tables and migrations, plans' files, the register, and budgets to compare with."""
