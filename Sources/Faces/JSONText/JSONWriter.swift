/// An append-only writer of JSON text with the order and spacing that its caller gives: equal calls, equal bytes.
///
/// It owns one growing buffer. There are no Doubles: decimals are thousandths. Calls must nest rightly; the writer
/// only sets commas. Keys are compile-time plain ASCII.
package struct JSONWriter: ~Copyable {
    var base: UnsafeMutableRawPointer
    var capacity: Int
    /// Whether the next key or value of the same level needs a comma first.
    var needsComma = false

    /// The number of bytes written since the last `reset`.
    package internal(set) var count = 0
    /// Whether a string written since the last `reset` had a character that needed an escape.
    package internal(set) var hasEscapes = false

    /// Makes a writer.
    ///
    /// - Parameter capacity: Room in bytes before the first growth; at least 1.
    package init(capacity: Int = 1024) {
        precondition(capacity >= 1, "a writer starts with room for a byte")
        base = .allocate(byteCount: capacity, alignment: 16)
        self.capacity = capacity
    }

    deinit {
        base.deallocate()
    }

    /// Forgets what was written and keeps the room.
    package mutating func reset() {
        count = 0
        needsComma = false
        hasEscapes = false
    }

    /// Hands what was written to the body, which must not let it escape.
    package borrowing func withBytes<Result, Fault: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of what was written.
    package var bytes: [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Appends up to that many bytes which the body writes, as they are.
    ///
    /// - Parameters:
    ///   - maximum: Room that the body gets, in bytes.
    ///   - body: Writes from the start of the room and returns how many bytes it wrote, 0 to `maximum`.
    @inline(__always)
    package mutating func append(atMost maximum: Int, _ body: (UnsafeMutableRawPointer) -> Int) {
        reserve(maximum)
        let written = body(base + count)
        precondition(written >= 0 && written <= maximum, "the body stays within its room")
        count += written
    }

    @inline(__always)
    mutating func reserve(_ more: Int) {
        if count + more > capacity {
            grow(by: more)
        }
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = max(capacity * 2, count + more)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        moved.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = moved
        capacity = larger
    }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        reserve(1)
        base.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    @inline(__always)
    mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    @inline(__always)
    mutating func literal(_ text: StaticString) {
        copy(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Sets the comma that a value needs and notes that the next one needs it.
    @inline(__always)
    mutating func separate() {
        if needsComma {
            byte(0x2C)
        }
        needsComma = true
    }
}

extension JSONWriter: @unchecked Sendable {}
// @unchecked: the buffer is owned by this noncopyable value alone.

extension JSONWriter {
    /// Begins an object.
    package mutating func beginObject() {
        separate()
        byte(0x7B)
        needsComma = false
    }

    /// Ends the object that was begun last.
    package mutating func endObject() {
        byte(0x7D)
        needsComma = true
    }

    /// Begins an array.
    package mutating func beginArray() {
        separate()
        byte(0x5B)
        needsComma = false
    }

    /// Ends the array that was begun last.
    package mutating func endArray() {
        byte(0x5D)
        needsComma = true
    }

    /// Writes the key of the member whose value comes next.
    ///
    /// - Parameter name: Plain ASCII without quotation mark, backslash and control characters.
    @inline(__always)
    package mutating func key(_ name: StaticString) {
        let length = name.utf8CodeUnitCount
        reserve(length + 4)
        var out = base + count
        if needsComma {
            out.storeBytes(of: 0x2C, as: UInt8.self)
            out += 1
        }
        out.storeBytes(of: 0x22, as: UInt8.self)
        ShortText.copy(name.utf8Start, length, to: out + 1)
        // The quotation mark and the colon.
        out.storeBytes(of: 0x22, toByteOffset: length + 1, as: UInt8.self)
        out.storeBytes(of: 0x3A, toByteOffset: length + 2, as: UInt8.self)
        count = out + length + 3 - base
        needsComma = false
    }

    /// Writes a boolean.
    package mutating func bool(_ value: Bool) {
        separate()
        literal(value ? "true" : "false")
    }

    /// Writes null.
    package mutating func null() {
        separate()
        literal("null")
    }

    /// Writes a value that is JSON already, as it is.
    package mutating func raw(_ json: UnsafeRawBufferPointer) {
        separate()
        copy(json)
    }

    /// Writes bytes outside the grammar, such as a separator of lines, as they are.
    package mutating func verbatim(_ bytes: UnsafeRawBufferPointer) {
        copy(bytes)
    }
}
