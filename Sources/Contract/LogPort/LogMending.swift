/// The part of a durable log that keeps its own files and so has to live with damage in them: the embedded engine.
///
/// Whoever owns the log sets a damaged batch aside when it is read: its bytes are kept, readers go on behind it, and the
/// range stays named until something took its place. What can be derived is rebuilt by whoever derives it.
package protocol LogMending: AnyObject, Sendable {
    /// Notes what took the place of ranges that were set aside.
    func settle(_ damage: [LogDamage], by remedy: String) throws(LogError)

    /// Puts records that were derived again where a damaged batch was.
    ///
    /// - Parameters:
    ///   - frames: As many offsets as the range has.
    ///   - place: The range; nothing else is there.
    /// - Throws: ``LogError``; nothing was put back.
    func putBack(_ frames: RecordFrames, in place: LogDamage) throws(LogError)
}
