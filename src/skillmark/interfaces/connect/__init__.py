"""Where other systems come in by a standard that dictates how they speak: a folder for each, off until it is named."""
