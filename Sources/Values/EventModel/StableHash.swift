/// A 64-bit hash that is the same on every machine and in every process, for sketches and sets in stage state.
///
/// Not for keys that an attacker may choose to collide at a cost: it is unkeyed. Words of eight bytes are mixed by a
/// 64 x 64 to 128 bit product whose halves are combined, as in Wang Yi's wyhash ("wyhash and wyrand", 2019); constants
/// and order are our own, and known answers hold them.
package enum StableHash {
    static let first: UInt64 = 0xA076_1D64_78BD_642F
    static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
    static let third: UInt64 = 0x8EBC_6AF0_9C88_C6E3

    /// Returns the hash of bytes.
    ///
    /// - Parameters:
    ///   - bytes: What to hash; words are read least significant byte first.
    ///   - seed: Another seed gives another hash.
    /// - Returns: The hash; any 64-bit value.
    package static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var hash = seed ^ first
        var index = 0
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            hash = mix(hash ^ word, second)
            index += 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count {
            tail |= UInt64(bytes[index]) << shift
            shift += 8
            index += 1
        }
        return mix(mix(hash ^ tail, third), UInt64(bytes.count) ^ second)
    }

    /// Returns the hash of a string's UTF-8 bytes.
    package static func of(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { of(UnsafeRawBufferPointer($0), seed: seed) }
    }

    /// Returns one hash of two, in this order: of a pair such as parent and child.
    package static func combine(_ left: UInt64, _ right: UInt64) -> UInt64 {
        mix(mix(left ^ first, second) ^ right, third)
    }

    /// Combines the halves of the 128-bit product; zero operands are avoided by the caller's constants.
    static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low ^ (left &+ right)
    }
}
