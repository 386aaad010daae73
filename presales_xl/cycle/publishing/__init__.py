"""What leaves the appraisal: statements, the lists for HR, the management report."""
