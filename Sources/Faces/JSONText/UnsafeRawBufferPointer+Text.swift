extension UnsafeRawBufferPointer {
    /// Returns whether the bytes are those of the name.
    ///
    /// - Parameter name: Plain ASCII.
    /// - Returns: Whether they are equal, byte for byte.
    package func equals(_ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount, let base = baseAddress else {
            return count == name.utf8CodeUnitCount
        }
        let other = UnsafeRawPointer(name.utf8Start)
        var index = 0
        while index + 8 <= count {
            let left = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard left == other.loadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
            index += 8
        }
        guard index < count else { return true }
        if count >= 8 {
            // A word that overlaps with the last one.
            return base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
                == other.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        }
        while index < count {
            guard self[index] == other.load(fromByteOffset: index, as: UInt8.self) else { return false }
            index += 1
        }
        return true
    }
}
