"""The ten steps of a check, one small module each; `skillmark.credential.verify` lists them in order."""
