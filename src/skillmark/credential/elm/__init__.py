"""The European Learning Model 3, in which Europass and the member states exchange credentials: written and read.

| file          | what it does                                                                              |
|---------------|-------------------------------------------------------------------------------------------|
| write.py      | the ELM document of an Open Badges 3.0 credential                                         |
| loss.py       | which members of the credential travelled, and which did not and why, by mapping.toml     |
| read.py       | the elements that an ELM document says                                                    |
| vocabulary.py | the European vocabularies (vocabulary.toml, places.toml)                                  |
| parts.py      | texts, notes, concepts and identifiers                                                    |
| hours.py      | durations                                                                                 |
"""
