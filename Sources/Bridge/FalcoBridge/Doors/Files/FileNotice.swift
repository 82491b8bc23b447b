/// What a tailer met that an operator should be able to look up.
package enum FileNotice: Sendable, Equatable {
    /// The file was renamed or copied away; the rest of it is read there, then the new one.
    case foundRotated(path: String)
    /// The file was truncated, and no copy of it was found: what was written just before is not seen.
    case truncated
    /// The file of the kept position is gone: what was written to it behind the position is not seen.
    case gone(FilePosition)
}
