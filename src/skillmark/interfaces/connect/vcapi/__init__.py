"""The VC-API of the W3C (Verifiable Credential API for Lifecycle Management): see the README beside this file."""
