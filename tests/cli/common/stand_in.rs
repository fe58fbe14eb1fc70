//! A stack that stands in for a cloud: on `--target cloud` a stack itself is refused.

use std::io::{self, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// The address of something that answers as the stack at `addr` does, but does not say that
/// it is one. It ends with the tests.
pub(crate) fn standing_in(addr: SocketAddr) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            // a client that is gone is no matter here
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
