"""The front desk: YAML files in, values of the rooms below out."""
