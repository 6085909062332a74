#include "codec/codec.h"

#include "codec/library.h"

namespace bartizan::codec {
namespace {

const Library& library(Method method) {
  switch (method) {
    case Method::deflate:
    case Method::zlib:
    case Method::gzip:
      return kZlib;
    case Method::bz2:
      return kBzip2;
    case Method::xz:
    case Method::lzma_alone:
      return kLzma;
    case Method::zstd:
      return kZstd;
    case Method::lz4:
      return kLz4;
  }
  return kZlib;
}

}  // namespace

const char* name(Method method) {
  switch (method) {
    case Method::deflate:
      return "deflate";
    case Method::zlib:
      return "zlib";
    case Method::gzip:
      return "gzip";
    case Method::bz2:
      return "bz2";
    case Method::xz:
      return "xz";
    case Method::lzma_alone:
      return "lzma";
    case Method::zstd:
      return "zstd";
    case Method::lz4:
      return "lz4";
  }
  return "unknown";
}

Decoder::Decoder(base::Budget& budget, Method method, Charge charge)
    : budget_(&budget), method_(method), charge_(charge) {}

void Decoder::end() {
  if (stream_ != nullptr) library(method_).end(*budget_, stream_);
  stream_ = nullptr;
}

void Decoder::reset(bool forget) {
  end();
  state_ = State::more;
  if (forget) total_in_ = total_out_ = 0;
}

Step Decoder::step(std::span<const std::byte> in, std::span<std::byte> out) {
  if (state_ != State::more) return {0, 0, state_};
  const Library& codec = library(method_);
  if (stream_ == nullptr) {
    stream_ = codec.begin(*budget_, method_);
    if (stream_ == nullptr) return {0, 0, state_ = State::limit};
  }
  Step step = codec.step(stream_, in, out);
  total_in_ += step.consumed;
  total_out_ += step.produced;
  if (charge_ == Charge::output && !budget_->charge_decoded(step.produced)) {
    step.state = State::limit;
  }
  // A bomb is known by its ratio; below the floor everything is small enough not to matter.
  const base::Limits& limits = budget_->limits();
  if (total_out_ > limits.ratio_floor && total_out_ / limits.ratio > total_in_) {
    budget_->hit(base::LimitKind::ratio);
    step.state = State::limit;
  }
  state_ = step.state;
  if (state_ != State::more) end();
  return step;
}

}  // namespace bartizan::codec
