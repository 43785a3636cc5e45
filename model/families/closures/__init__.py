"""Closures: existing plants that are mothballed, reopened or permanently closed."""
