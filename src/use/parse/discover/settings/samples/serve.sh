vllm serve acme/model --trust-remote-code --host 0.0.0.0
vllm serve acme/model --host 0.0.0.0 --ssl-certfile cert.pem
python train.py --trust_remote_code=False --trust_remote_code False
python train.py --trust_remote_code=$TRUST
docker run --user root vllm/vllm-openai:v0.6.3 --model acme/model --trust-remote-code
docker run --privileged vllm/vllm-openai:v0.6.3
docker run --user 1000 --cap-add=SYS_ADMIN vllm/vllm-openai:v0.6.3
docker run -v /var/run/docker.sock:/var/run/docker.sock vllm/vllm-openai:v0.6.3
docker run --user 1000 -v /data:/data vllm/vllm-openai:v0.6.3
