//! A proxy that makes a stack look like a cloud service, because a stack itself is refused with
//! `--target cloud`.

use std::io::{self, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Returns the address of a proxy for the stack at `addr` that does not identify itself as a stack.
/// It ends with the test process.
pub(crate) fn standing_in(addr: SocketAddr) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            // ignore clients that disconnect
            thread::spawn(move || drop(relay(client, addr)));
        }
    });
    url
}

fn relay(mut client: TcpStream, addr: SocketAddr) -> io::Result<()> {
    let asked = b"GET /local/status ";
    let mut start = vec![0; asked.len()];
    client.peek(&mut start)?;
    if start == asked {
        return client.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
    }
    let mut stack = TcpStream::connect(addr)?;
    let (mut from_client, mut to_stack) = (client.try_clone()?, stack.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_stack);
        let _ = to_stack.shutdown(Shutdown::Write);
    });
    io::copy(&mut stack, &mut client)?;
    client.shutdown(Shutdown::Write)
}
