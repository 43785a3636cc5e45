"""Workforce: people by skill and labour market, who like plants have a lead time."""
