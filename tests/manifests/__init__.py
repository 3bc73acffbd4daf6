"""Tests of the manifests that come with Gemeingut."""
