"""Accounts as their networks show them to anyone, for networks that are not read from yet. One file for each."""
