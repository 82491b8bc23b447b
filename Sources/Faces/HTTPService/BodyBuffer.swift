import CHTTPService
import Glibc

/// A growing block of bytes that one connection keeps from request to request.
struct BodyBuffer {
    /// Bytes kept between requests, one block a connection; a larger block is given back once its request is over.
    static let keptBytes = 16 * 1024

    /// Readable bytes behind the end, for vector loads.
    static let padding = 64

    private var block: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var count = 0

    /// Bytes of the block beyond what each connection may keep.
    var extraBytes: Int {
        max(0, capacity - Self.keptBytes)
    }

    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: block, count: count)
    }

    mutating func append(_ source: UnsafeRawPointer, count added: Int) {
        reserve(count + added)
        block?.advanced(by: count).copyMemory(from: source, byteCount: added)
        count += added
    }

    mutating func reserve(_ wanted: Int) {
        guard wanted > capacity else {
            return
        }
        let grown = max(wanted, 2 * capacity, 4096)
        guard let moved = realloc(block, grown + Self.padding) else {
            preconditionFailure("no memory for a request of \(grown) bytes")
        }
        memset(moved + capacity, 0, grown + Self.padding - capacity)
        block = moved
        capacity = grown
    }

    /// Forgets what is behind so many bytes.
    mutating func cut(to kept: Int) {
        count = min(count, kept)
    }

    /// Forgets the content; call it when the request is over.
    mutating func clear() {
        count = 0
        if capacity > Self.keptBytes {
            free()
        }
    }

    mutating func free() {
        Glibc.free(block)
        block = nil
        capacity = 0
        count = 0
    }
}
