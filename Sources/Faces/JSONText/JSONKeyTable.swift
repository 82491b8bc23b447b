/// A closed set of keys with a number each, found by one probe or few.
///
/// An open-addressed table over the key's length and its first and last eight bytes.
package final class JSONKeyTable: @unchecked Sendable {
    // @unchecked: the slots and the names are written in init alone and read afterwards.

    /// Ends and length decide keys of up to 16 bytes; the middle of a longer one is compared with its name.
    struct Slot {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        /// 0 for a slot that is free: keys have at least four bytes.
        var length: UInt32 = 0
        var nameStart: UInt32 = 0
        var number: UInt8 = 0
    }

    /// What a search needs, out of the object: a loop keeps it in registers.
    struct Probe {
        let slots: UnsafePointer<Slot>
        let names: UnsafePointer<UInt8>
        let mask: Int
        let shift: UInt64

        /// Returns the number of a key by its ends, nil when it is not in the table.
        ///
        /// - Parameters:
        ///   - key: The key's bytes.
        ///   - ends: What `JSONKeyTable.ends` makes of them.
        ///   - length: How many there are, at least 4.
        /// - Returns: The key's number.
        @inline(__always)
        func number(_ key: UnsafeRawPointer, _ ends: (head: UInt64, tail: UInt64), _ length: Int) -> UInt8? {
            let mixed = (ends.head ^ (ends.tail &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(length)) &* 0xD6E8_FEB8_6659_FD93
            var index = Int(truncatingIfNeeded: mixed >> shift)
            while true {
                let slot = slots + index
                if slot.pointee.head == ends.head, slot.pointee.tail == ends.tail, Int(slot.pointee.length) == length,
                    length <= 16 || isMiddleEqual(slot.pointee.nameStart, key, length)
                {
                    return slot.pointee.number
                }
                if slot.pointee.length == 0 { return nil }
                index = (index + 1) & mask
            }
        }

        /// Compares what lies between the ends.
        @inline(__always)
        private func isMiddleEqual(_ nameStart: UInt32, _ key: UnsafeRawPointer, _ length: Int) -> Bool {
            let name = UnsafeRawPointer(names + Int(nameStart))
            var index = 8
            while index < length - 8 {
                // In words that overlap with the end, which is equal already.
                let offset = min(index, length - 16)
                guard
                    name.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                        == key.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                else { return false }
                index += 8
            }
            return true
        }
    }

    private let slots: UnsafeMutablePointer<Slot>
    private let names: UnsafeMutablePointer<UInt8>
    private let mask: Int
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
        mask = 1 << Int(bits) - 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(repeating: Slot(), count: mask + 1)
        let bytes = keys.flatMap(\.name)
        names = .allocate(capacity: max(1, bytes.count))
        names.initialize(from: bytes, count: bytes.count)
        var nameStart = 0
        for (name, number) in keys {
            name.withUnsafeBytes { insert($0, number, nameStart) }
            nameStart += name.count
        }
    }

    deinit {
        slots.deallocate()
        names.deallocate()
    }

    private func insert(_ name: UnsafeRawBufferPointer, _ number: UInt8, _ nameStart: Int) {
        precondition(name.count >= 4, "a key has four bytes")
        precondition(self.number(of: name) == nil, "a key stands once")
        let (head, tail) = Self.ends(of: name)
        let mixed = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(name.count)) &* 0xD6E8_FEB8_6659_FD93
        var index = Int(truncatingIfNeeded: mixed >> shift)
        while slots[index].length != 0 {
            index = (index + 1) & mask
        }
        slots[index] = Slot(
            head: head,
            tail: tail,
            length: UInt32(name.count),
            nameStart: UInt32(nameStart),
            number: number
        )
    }

    var probe: Probe { Probe(slots: slots, names: names, mask: mask, shift: shift) }

    /// Returns the number of a key, nil when it is not in the table.
    package func number(of key: UnsafeRawBufferPointer) -> UInt8? {
        guard key.count >= 4, let base = key.baseAddress else { return nil }
        return probe.number(base, Self.ends(of: key), key.count)
    }

    /// Returns the first and the last eight bytes; of a shorter key what there is, as both.
    @inline(__always)
    private static func ends(of key: UnsafeRawBufferPointer) -> (head: UInt64, tail: UInt64) {
        if key.count >= 8 {
            return (
                UInt64(littleEndian: key.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(littleEndian: key.loadUnaligned(fromByteOffset: key.count - 8, as: UInt64.self))
            )
        }
        var word: UInt64 = 0
        for byte in key.reversed() {
            word = word << 8 | UInt64(byte)
        }
        return (word, word)
    }

    /// Returns the same ends of a key in simdjson's buffer, without a branch on its length.
    ///
    /// Eight bytes from its start and before its end can be read there: a length of four bytes is before every string,
    /// and the buffer is padded.
    ///
    /// - Parameters:
    ///   - key: The key's bytes.
    ///   - length: How many there are, at least 4.
    /// - Returns: Its first and last eight bytes.
    @inline(__always)
    static func ends(of key: UnsafeRawPointer, _ length: Int) -> (head: UInt64, tail: UInt64) {
        let start = UInt64(littleEndian: key.loadUnaligned(as: UInt64.self))
        let end = UInt64(littleEndian: key.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
        let isShort = length < 8
        let mask: UInt64 = isShort ? (1 << (8 * UInt64(truncatingIfNeeded: length & 7))) - 1 : .max
        let head = start & mask
        return (head, isShort ? head : end)
    }
}
