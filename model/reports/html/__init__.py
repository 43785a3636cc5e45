"""The report: one self-contained page for a browser, with pictures and the tables behind them."""
