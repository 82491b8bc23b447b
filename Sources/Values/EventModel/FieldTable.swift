/// Finds an `AlertField` by the bytes of its key in `output_fields`, in one probe or few.
///
/// An open-addressed table over a hash of the key's first and last eight bytes. Besides Falco's own spelling it knows
/// the one that falcosidekick makes on request: dots and opening brackets as underscores, closing brackets dropped.
struct FieldTable: Sendable {
    static let shared = FieldTable()

    private static let slotCount = 1024
    private static let empty: UInt8 = 0xFF

    /// A field's raw value a slot, `empty` for none.
    private var slots: [UInt8]
    /// The index of the name in `names` a slot.
    private var nameOfSlot: [UInt8]
    private var names: [[UInt8]] = []

    private init() {
        slots = Array(repeating: Self.empty, count: Self.slotCount)
        nameOfSlot = Array(repeating: 0, count: Self.slotCount)
        for field in AlertField.allCases.dropFirst(AlertField.topLevelCount) {
            let name = UnsafeBufferPointer(start: field.name.utf8Start, count: field.name.utf8CodeUnitCount)
            insert([UInt8](name), field)
            insert(name.compactMap { $0 == 0x2E || $0 == 0x5B ? 0x5F : $0 == 0x5D ? nil : $0 }, field)
        }
    }

    private mutating func insert(_ name: [UInt8], _ field: AlertField) {
        var slot = name.withUnsafeBytes { Self.slot(of: $0) }
        while slots[slot] != Self.empty {
            slot = (slot + 1) % Self.slotCount
        }
        slots[slot] = field.rawValue
        nameOfSlot[slot] = UInt8(names.count)
        names.append(name)
    }

    /// Returns the raw value of the field with that key, nil when it is none.
    @inline(__always)
    func field(_ key: UnsafeRawBufferPointer) -> UInt8? {
        guard key.count >= 6 else { return nil }
        var slot = Self.slot(of: key)
        while true {
            let field = slots[slot]
            guard field != Self.empty else { return nil }
            if Self.equal(names[Int(nameOfSlot[slot])], key) { return field }
            slot = (slot + 1) % Self.slotCount
        }
    }

    /// Every key has at least six bytes, so two overlapping words of four or eight cover its ends.
    @inline(__always)
    private static func slot(of key: UnsafeRawBufferPointer) -> Int {
        let count = key.count
        let head: UInt64
        let tail: UInt64
        if count >= 8 {
            head = UInt64(littleEndian: key.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            tail = UInt64(littleEndian: key.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
        } else {
            head = UInt64(UInt32(littleEndian: key.loadUnaligned(fromByteOffset: 0, as: UInt32.self)))
            tail = UInt64(UInt32(littleEndian: key.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)))
        }
        let mixed = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(count)) &* 0xD6E8_FEB8_6659_FD93
        return Int(mixed >> 54)
    }

    @inline(__always)
    private static func equal(_ name: [UInt8], _ key: UnsafeRawBufferPointer) -> Bool {
        guard name.count == key.count else { return false }
        return name.withUnsafeBytes { bytes in
            var index = 0
            while index + 8 <= bytes.count {
                let left = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard left == key.loadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
                index += 8
            }
            while index < bytes.count {
                guard bytes[index] == key[index] else { return false }
                index += 1
            }
            return true
        }
    }
}
