/// What a hostname says.
enum HostName {
    /// Whether a hostname is a container's id, which is new with each container.
    ///
    /// Docker gives a container without a name of its own the first twelve hexadecimal digits of its id, and makes no id
    /// whose first twelve are all decimal. Source: moby, `daemon/container_operations.go` and
    /// `pkg/stringid` (`GenerateRandomID`). An interface's address as a hostname looks the same.
    static func isContainerID(_ name: UnsafeRawBufferPointer) -> Bool {
        guard name.count == 12 || name.count == 64 else { return false }
        var hasLetter = false
        for index in name.indices {
            switch name[index] {
            case 0x30...0x39: continue
            case 0x61...0x66: hasLetter = hasLetter || index < 12
            default: return false
            }
        }
        return hasLetter
    }
}
