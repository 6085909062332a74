import os

import boto3
from openai import AzureOpenAI

os.environ["AZURE_OPENAI_API_KEY"] = "7741dee627a0339338a796dea031d79e"
os.environ["AWS_SECRET_ACCESS_KEY"] = "q0Zx+7TbnM2/kLpVw9RsYdHfGjC4aE6uIoNy8Xtv"
AZ = "34b28a5da342d4c835ca72eb1e12682f"
client = AzureOpenAI(api_key=AZ)


class Settings:
    api_key: str = "a342d4c835ca72eb1e12682f34b28a5d"
    cohere_api_key: str = os.environ["CO_API_KEY"]


s3 = boto3.client("s3", aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
client = AzureOpenAI(api_key=os.environ["AZURE_OPENAI_API_KEY"])
