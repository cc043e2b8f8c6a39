"""The engines every module stands on. The kernel knows no module; docs/architecture.md lists its parts from top to bottom."""
