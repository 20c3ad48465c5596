"""Unstuck."""
