/// A closed set of keys with a number each, found by one probe or few.
///
/// An open-addressed table over the key's length and its first and last eight bytes.
package struct JSONKeyTable: Sendable {
    /// Ends and length decide keys of up to 16 bytes; the middle of a longer one is compared with its name.
    private struct Slot {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        /// 0 for a slot that is free: keys have at least four bytes.
        var length: UInt32 = 0
        var number: UInt8 = 0
        var nameStart: Int = 0
    }

    private var slots: [Slot]
    private var names: [UInt8] = []
    private let shift: UInt64

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
        slots = Array(repeating: Slot(), count: 1 << bits)
        for (name, number) in keys {
            insert(name, number)
        }
    }

    private mutating func insert(_ name: [UInt8], _ number: UInt8) {
        precondition(name.count >= 4, "a key has four bytes")
        let (head, tail) = name.withUnsafeBytes { Self.ends(of: $0) }
        var index = place(head, tail, name.count)
        while slots[index].length != 0 {
            precondition(name.withUnsafeBytes { self.number(of: $0) } == nil, "a key stands once")
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = Slot(
            head: head,
            tail: tail,
            length: UInt32(name.count),
            number: number,
            nameStart: names.count
        )
        names += name
    }

    /// Returns the number of a key, nil when it is not in the table.
    package func number(of key: UnsafeRawBufferPointer) -> UInt8? {
        guard key.count >= 4 else { return nil }
        let (head, tail) = Self.ends(of: key)
        var index = place(head, tail, key.count)
        return slots.withUnsafeBufferPointer { slots in
            while true {
                let slot = slots[index]
                if slot.length == 0 { return nil }
                if slot.head == head, slot.tail == tail, Int(slot.length) == key.count,
                    key.count <= 16 || isMiddleEqual(slot.nameStart, key)
                {
                    return slot.number
                }
                index = (index + 1) & (slots.count - 1)
            }
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
