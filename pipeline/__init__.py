"""The stages: tables in, tables out; files, network, publishing."""
