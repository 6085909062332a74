import requests

CLIENT = {"api_key": "7741dee627a0339338a796dea031d79e", "version": "34b28a5d7741dee627a0339338a796dea031d79e"}
requests.post(URL, headers={"X-API-Key": "34b28a5da342d4c835ca72eb1e12682f"}, json={})
