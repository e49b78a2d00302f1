// Times fst on the keys and queries that `suggest-probe FILE dump FOLDER` wrote; prints one JSON object.
//
//   fst-bench FOLDER [TEXTS]     TEXTS: the list as it is written, sorted, for its bytes and its build
use fst::{IntoStreamer, Set, SetBuilder, Streamer};
use std::hint::black_box;

extern "C" {
    fn clock_gettime(clock: i32, time: *mut [i64; 2]) -> i32;
}

const MONOTONIC: i32 = 1;
const THREAD_CPU: i32 = 3;

fn nanoseconds(clock: i32) -> f64 {
    let mut time = [0i64; 2];
    unsafe { clock_gettime(clock, &mut time) };
    time[0] as f64 * 1e9 + time[1] as f64
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
    if lines.last().map_or(false, |l| l.is_empty()) {
        lines.pop();
    }
    lines
}

/// Keys behind their lengths as u16.
fn records(bytes: &[u8]) -> Vec<&[u8]> {
    let mut keys = vec![];
    let mut at = 0;
    while at + 2 <= bytes.len() {
        let end = at + 2 + bytes[at] as usize + ((bytes[at + 1] as usize) << 8);
        keys.push(&bytes[at + 2..end]);
        at = end;
    }
    keys
}

fn percentile(values: &mut Vec<f64>, share: f64) -> f64 {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    values[((values.len() as f64 * share) as usize).min(values.len() - 1)]
}

/// The bytes of a set, and the median CPU milliseconds of three builds, or of one that takes long.
fn build(keys: &[&[u8]]) -> (Vec<u8>, f64) {
    let mut times = vec![];
    let mut bytes = vec![];
    for _ in 0..if keys.len() > 1_000_000 { 1 } else { 3 } {
        let start = nanoseconds(THREAD_CPU);
        let mut builder = SetBuilder::memory();
        for key in keys {
            builder.insert(key).unwrap();
        }
        bytes = builder.into_inner().unwrap();
        times.push((nanoseconds(THREAD_CPU) - start) / 1e6);
    }
    (bytes, percentile(&mut times, 0.5))
}

/// The first ten keys that begin with `prefix`, one after another in `out`; `each` sees them as well.
fn first(set: &Set, prefix: &[u8], out: &mut Vec<u8>, mut each: impl FnMut(&[u8])) {
    let mut stream = set.range().ge(prefix).into_stream();
    let mut count = 0;
    while let Some(key) = stream.next() {
        if count == 10 || !key.starts_with(prefix) {
            break;
        }
        out.extend_from_slice(key);
        each(key);
        count += 1;
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let read = |name: &str| std::fs::read(format!("{}/{}.bin", arguments[1], name)).unwrap();
    let all = read("keys");
    let keys = records(&all);
    let (bytes, build_ms) = build(&keys);
    print!("{{\"texts\":{},\"bytes\":{},\"build_ms\":{:.3}", keys.len(), bytes.len(), build_ms);
    if arguments.len() > 2 {
        let raw = std::fs::read(&arguments[2]).unwrap();
        let texts = lines(&raw);
        let (bytes, build_ms) = build(&texts);
        print!(",\"raw_texts\":{},\"raw_bytes\":{},\"raw_build_ms\":{:.3}", texts.len(), bytes.len(), build_ms);
    }
    let set = Set::from_bytes(bytes).unwrap();
    for name in ["hits", "misses"] {
        let all = read(name);
        let queries = records(&all);
        let mut found = 0;
        let mut times = vec![];
        for _ in 0..3 {
            found = 0;
            let start = nanoseconds(THREAD_CPU);
            for query in &queries {
                if set.contains(query) {
                    found += 1;
                }
            }
            times.push((nanoseconds(THREAD_CPU) - start) / queries.len() as f64);
        }
        let time = percentile(&mut times, 0.5);
        print!(",\"{}_ns\":{:.1},\"{}_found\":{}", name, time, name, found);
    }
    let mut empty: Vec<f64> = (0..10_001)
        .map(|_| {
            let start = nanoseconds(MONOTONIC);
            nanoseconds(MONOTONIC) - start
        })
        .collect();
    let empty = percentile(&mut empty, 0.5);
    let all = read("prefixes");
    let prefixes = records(&all);
    print!(",\"first\":{{");
    for length in 1..=6 {
        let own: Vec<&[u8]> = prefixes.iter().copied().filter(|p| p.len() == length).collect();
        let mut times: Vec<Vec<f64>> = vec![vec![]; own.len()];
        let mut out = Vec::with_capacity(1 << 16);
        for _ in 0..5 {
            for (query, prefix) in own.iter().enumerate() {
                let start = nanoseconds(MONOTONIC);
                out.clear();
                first(&set, prefix, &mut out, |_| {});
                times[query].push((nanoseconds(MONOTONIC) - start - empty).max(0.0) / 1e3);
                black_box(&out);
            }
        }
        let mut medians: Vec<f64> = times.iter_mut().map(|t| percentile(t, 0.5)).collect();
        let mut digest: u64 = 0xCBF2_9CE4_8422_2325;
        for prefix in &own {
            out.clear();
            first(&set, prefix, &mut out, |key| {
                for byte in key.iter().chain(&[10]) {
                    digest = (digest ^ *byte as u64).wrapping_mul(0x100_0000_01B3);
                }
            });
        }
        let p50 = percentile(&mut medians, 0.5);
        let p99 = percentile(&mut medians, 0.99);
        let comma = if length > 1 { "," } else { "" };
        print!("{}\"{}\":{{\"p50\":{:.3},\"p99\":{:.3},\"digest\":\"{}\"}}", comma, length, p50, p99, digest);
    }
    println!("}}}}");
}
