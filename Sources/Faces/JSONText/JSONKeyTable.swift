/// A closed set of keys with a number each, found by one probe or few.
///
/// An open-addressed table over the key's length and its first and last eight bytes.
package final class JSONKeyTable: @unchecked Sendable {
    // @unchecked: the slots are written in init alone and read afterwards.

    /// Ends and length decide keys of up to 16 bytes; the middle of a longer one is compared with its name.
    private struct Slot {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        /// 0 for a slot that is free: keys have at least four bytes.
        var length: UInt32 = 0
        var number: UInt8 = 0
        var nameStart: Int = 0
    }

    private let slots: UnsafeMutablePointer<Slot>
    private let mask: Int
    private let shift: UInt64
    private let names: [UInt8]

    /// The number of keys; at least 1.
    package let count: Int

    /// Makes a table.
    ///
    /// - Parameter keys: Keys of at least four bytes, each once, and their numbers.
    package init(_ keys: [(name: [UInt8], number: UInt8)]) {
        precondition(!keys.isEmpty, "a table has a key")
        count = keys.count
        var bits: UInt64 = 4
        while 1 << bits < 8 * keys.count {
            bits += 1
        }
        shift = 64 - bits
        mask = 1 << Int(bits) - 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(repeating: Slot(), count: mask + 1)
        names = keys.flatMap(\.name)
        var nameStart = 0
        for (name, number) in keys {
            name.withUnsafeBytes { insert($0, number, nameStart) }
            nameStart += name.count
        }
    }

    deinit {
        slots.deallocate()
    }

    private func insert(_ name: UnsafeRawBufferPointer, _ number: UInt8, _ nameStart: Int) {
        precondition(name.count >= 4, "a key has four bytes")
        precondition(self.number(of: name) == nil, "a key stands once")
        let (head, tail) = Self.ends(of: name)
        var index = place(head, tail, name.count)
        while slots[index].length != 0 {
            index = (index + 1) & mask
        }
        slots[index] = Slot(
            head: head,
            tail: tail,
            length: UInt32(name.count),
            number: number,
            nameStart: nameStart
        )
    }

    /// Returns the number of a key, nil when it is not in the table.
    @inline(__always)
    package func number(of key: UnsafeRawBufferPointer) -> UInt8? {
        guard key.count >= 4 else { return nil }
        let (head, tail) = Self.ends(of: key)
        var index = place(head, tail, key.count)
        while true {
            let slot = slots + index
            if slot.pointee.length == 0 { return nil }
            if slot.pointee.head == head, slot.pointee.tail == tail, Int(slot.pointee.length) == key.count,
                key.count <= 16 || isMiddleEqual(slot.pointee.nameStart, key)
            {
                return slot.pointee.number
            }
            index = (index + 1) & mask
        }
    }

    @inline(__always)
    private func place(_ head: UInt64, _ tail: UInt64, _ length: Int) -> Int {
        let mixed = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(length)) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed >> shift)
    }

    /// Two words that overlap when the key is short; together they hold every byte of up to 16.
    @inline(__always)
    private static func ends(of key: UnsafeRawBufferPointer) -> (head: UInt64, tail: UInt64) {
        if key.count >= 8 {
            return (
                key.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                key.loadUnaligned(fromByteOffset: key.count - 8, as: UInt64.self)
            )
        }
        return (
            UInt64(key.loadUnaligned(fromByteOffset: 0, as: UInt32.self)),
            UInt64(key.loadUnaligned(fromByteOffset: key.count - 4, as: UInt32.self))
        )
    }

    private func isMiddleEqual(_ nameStart: Int, _ key: UnsafeRawBufferPointer) -> Bool {
        names.withUnsafeBytes { names in
            for index in 8..<key.count - 8 where names[nameStart + index] != key[index] {
                return false
            }
            return true
        }
    }
}
