"""Closure: existing plants that are mothballed, reopened or closed for good."""
