/// An event of a tailer that is logged for operators.
package enum FileNotice: Sendable, Equatable {
    /// The file was renamed or copied away; its rest is read there, then the new one.
    case foundRotated(path: String)
    /// The file was truncated, and no copy of it was found: the last lines before that were not read.
    case truncated
    /// The file of the stored position is gone: lines after the position were not read.
    case gone(FilePosition)
}
