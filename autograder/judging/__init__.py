"""The judge: what came back from a probe, against a reference and a catalogue of misconceptions. It never runs a student's code."""
