package dev.xenolith.abi.trace;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The binary form of the events: the components of the record in order of declaration. Numbers are
 * of variable length, low bits first; text and bytes are preceded by their length.
 */
final class EventCodec {
  /** Kind numbers; never reused. */
  private static final Map<Integer, Class<? extends TraceEvent>> KINDS = kinds();

  private EventCodec() {}

  private static Map<Integer, Class<? extends TraceEvent>> kinds() {
    Map<Integer, Class<? extends TraceEvent>> k = new LinkedHashMap<>();
    k.put(1, TraceEvent.HypercallEnter.class);
    k.put(2, TraceEvent.HypercallExit.class);
    k.put(3, TraceEvent.TrapDelivered.class);
    k.put(4, TraceEvent.Emulated.class);
    k.put(5, TraceEvent.PageTypeChanged.class);
    k.put(6, TraceEvent.EventSent.class);
    k.put(7, TraceEvent.EventPending.class);
    k.put(8, TraceEvent.Scheduled.class);
    k.put(9, TraceEvent.Timer.class);
    k.put(10, TraceEvent.GrantUsed.class);
    k.put(11, TraceEvent.DomainChanged.class);
    k.put(12, TraceEvent.Refused.class);
    return k;
  }

  static void write(TraceRecord r, ByteSink to) {
    to.number(kindOf(r.event()));
    to.number(r.timeNanos());
    to.number(r.domainRaw());
    to.number(r.vcpuRaw());
    components(r.event(), to);
  }

  /** The record, or null for a kind of a later version. */
  static TraceRecord read(ByteSource from) throws IOException {
    Class<? extends TraceEvent> kind = KINDS.get((int) from.number());
    long time = from.number();
    int domain = (int) from.number();
    int vcpu = (int) from.number();
    return kind == null
        ? null
        : new TraceRecord(time, domain, vcpu, (TraceEvent) construct(kind, from));
  }

  private static int kindOf(TraceEvent e) {
    for (Map.Entry<Integer, Class<? extends TraceEvent>> k : KINDS.entrySet()) {
      if (k.getValue() == e.getClass()) {
        return k.getKey();
      }
    }
    throw new IllegalStateException("no kind for " + e.getClass());
  }

  private static void components(Record record, ByteSink to) {
    for (RecordComponent c : record.getClass().getRecordComponents()) {
      try {
        value(c.getAccessor().invoke(record), to);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + c, e);
      }
    }
  }

  private static void components(Object event, ByteSink to) {
    components((Record) event, to);
  }

  private static void value(Object v, ByteSink to) {
    switch (v) {
      case Integer i -> to.number(i);
      case Long l -> to.number(l);
      case Boolean b -> to.number(b ? 1 : 0);
      case Enum<?> e -> to.number(e.ordinal());
      case String s -> to.bytes(s.getBytes(StandardCharsets.UTF_8));
      case byte[] b -> to.bytes(b);
      case long[] a -> {
        to.number(a.length);
        for (long l : a) {
          to.number(l);
        }
      }
      case List<?> list -> {
        to.number(list.size());
        list.forEach(inner -> components((Record) inner, to));
      }
      default -> throw new IllegalStateException("no form for " + v.getClass());
    }
  }

  private static Object construct(Class<?> type, ByteSource from) throws IOException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i], from);
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  private static Object value(RecordComponent c, ByteSource from) throws IOException {
    Class<?> type = c.getType();
    if (type == int.class) {
      return (int) from.number();
    } else if (type == long.class) {
      return from.number();
    } else if (type == boolean.class) {
      return from.number() != 0;
    } else if (type.isEnum()) {
      int ordinal = (int) from.number();
      Object[] constants = type.getEnumConstants();
      if (ordinal < 0 || ordinal >= constants.length) {
        throw new IOException("damaged trace: " + type.getSimpleName() + " " + ordinal);
      }
      return constants[ordinal];
    } else if (type == String.class) {
      return new String(from.bytes(), StandardCharsets.UTF_8);
    } else if (type == byte[].class) {
      return from.bytes();
    } else if (type == long[].class) {
      long[] all = new long[from.count()];
      for (int i = 0; i < all.length; i++) {
        all[i] = from.number();
      }
      return all;
    }
    return list(
        (Class<?>) ((ParameterizedType) c.getGenericType()).getActualTypeArguments()[0], from);
  }

  private static List<Object> list(Class<?> element, ByteSource from) throws IOException {
    int count = from.count();
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(construct(element, from));
    }
    return List.copyOf(all);
  }
}
