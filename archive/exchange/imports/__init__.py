"""What others captured, looked at before anything of it is believed."""
