import java.net.*;import java.io.*;
public class JRawSocket{public static void main(String[] a)throws Exception{ // the tutorials' form: raw Socket + BufferedReader
try{Socket s=new Socket(a[0],Integer.parseInt(a[1]));s.getOutputStream().write(("CONNECT "+a[2]+":"+a[3]+" HTTP/1.1\r\nHost: "+a[2]+":"+a[3]+"\r\n\r\n").getBytes());
BufferedReader r=new BufferedReader(new InputStreamReader(s.getInputStream()));String l=r.readLine();if(l==null||!l.contains("200")){System.err.println("EXC status "+l);System.exit(1);}
while((l=r.readLine())!=null&&!l.isEmpty());
s.getOutputStream().write("GET /page HTTP/1.0\r\n\r\n".getBytes());while((l=r.readLine())!=null)System.out.println(l);}catch(Throwable e){System.err.println("EXC "+e);System.exit(1);}}}
