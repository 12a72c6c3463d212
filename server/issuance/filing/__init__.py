"""What every report of the field goes through: judged by the rules, filed under its round, its evidence kept."""
