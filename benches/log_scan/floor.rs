//! The practical limit: decompressing every block and searching its bytes for one word, on one
//! thread, without a database, pages or a network.

use std::time::{Duration, Instant};

use cruddur_obs::stack::store::{Store, StoreOptions, decompress};
use memchr::memmem::Finder;

use crate::events::RARE;
use crate::stack::Home;

pub(crate) fn run(home: &Home, rounds: usize) {
    let payloads = payloads(home);
    let finder = Finder::new(RARE);
    let packed: usize = payloads.iter().map(Vec::len).sum();
    let (mut unpacking, mut searching) = (Duration::MAX, Duration::MAX);
    let (mut bytes, mut hits) = (0, 0);
    for _ in 0..rounds {
        let mut times = (Duration::ZERO, Duration::ZERO);
        (bytes, hits) = (0, 0);
        for payload in &payloads {
            let started = Instant::now();
            let text = decompress(payload).unwrap();
            times.0 += started.elapsed();
            let started = Instant::now();
            hits += finder.find_iter(&text).count();
            times.1 += started.elapsed();
            bytes += text.len();
        }
        unpacking = unpacking.min(times.0);
        searching = searching.min(times.1);
    }
    println!(
        "\nthe floor on one core, all in memory: {} blocks of {} MB, {} MB unpacked",
        payloads.len(),
        packed / 1_000_000,
        bytes / 1_000_000
    );
    println!(
        "unpacking {:.0} ms, searching for the rare word {:.0} ms, {hits} found",
        unpacking.as_secs_f64() * 1e3,
        searching.as_secs_f64() * 1e3,
    );
}

fn payloads(home: &Home) -> Vec<Vec<u8>> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&home.folder, &StoreOptions::default()).unwrap();
        let read = store.read(|connection| {
            let mut statement = connection.prepare("SELECT payload FROM log_blocks")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        });
        read.await.unwrap()
    })
}
