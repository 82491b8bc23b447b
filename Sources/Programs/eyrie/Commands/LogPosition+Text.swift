import EventModel
import LogPort

extension LogPosition {
    /// Reads a position from text: `earliest`, `latest`, an offset, or an RFC 3339 time; nil for other text.
    init?(text: String) {
        if text == "earliest" {
            self = .earliest
        } else if text == "latest" {
            self = .latest
        } else if let offset = Int64(text), offset >= 0 {
            self = .offset(offset)
        } else if let time = Timestamp(rfc3339: text) {
            self = .time(milliseconds: time.milliseconds)
        } else {
            return nil
        }
    }
}
