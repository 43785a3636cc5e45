"""Workforce: people by skill and labour market, with training lead times."""
