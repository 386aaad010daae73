"""What leaves the appraisal: plans and statements, the lists for HR, the management report."""
