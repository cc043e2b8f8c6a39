"""The office: pages and ledgers for units, people, accounts, grants and parameters, and everybody's own work (工作台)."""
