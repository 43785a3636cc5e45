"""The report: one page for a browser, of pictures and the tables behind them, that needs nothing but itself."""
